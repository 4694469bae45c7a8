namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Switches the lamp
        // @parm on: Whether it shines
        // @return Core::hresult
        virtual Core::hresult Switch(const bool on /* @opptional */, const string& name /* @optional, may be empty */) = 0;
    };

} // namespace Exchange
} // namespace Thunder
